targetScope = 'subscription'

@minLength(1)
@maxLength(64)
@description('Name of the environment that can be used as part of naming resource convention, the name of the resource group for your application will use this name, prefixed with rg-')
param environmentName string

@minLength(1)
@description('The location used for all deployed resources')
param location string

@description('Id of the user or app to assign application roles')
param principalId string = ''

@secure()
param printer_token string

var tags = {
  'azd-env-name': environmentName
}

resource rg 'Microsoft.Resources/resourceGroups@2022-09-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module resources 'resources.bicep' = {
  scope: rg
  name: 'resources'
  params: {
    location: location
    tags: tags
  }
}
module album 'album/aspire.hosting.azure.bicep.album.bicep' = {
  name: 'album'
  scope: rg
  params: {
    location: location
    principalId: resources.outputs.MANAGED_IDENTITY_PRINCIPAL_ID
    principalType: 'ServicePrincipal'
  }
}
module ledger 'ledger/aspire.hosting.azure.bicep.ledger.bicep' = {
  name: 'ledger'
  scope: rg
  params: {
    location: location
    keyVaultName: resources.outputs.SERVICE_BINDING_KVF00BA47_NAME
  }
}
module resize 'resize/resize.bicep' = {
  name: 'resize'
  scope: rg
  params: {
    location: location
    environmentId: resources.outputs.AZURE_CONTAINER_APPS_ENVIRONMENT_ID
    identityId: resources.outputs.AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID
    registry: resources.outputs.AZURE_CONTAINER_REGISTRY_ENDPOINT
    vaultUri: resources.outputs.SERVICE_BINDING_KVF00BA47_ENDPOINT
    storageName: resources.outputs.SERVICE_PHOTOS_VOLUME_DATA_NAME
    printerToken: printer_token
  }
}

output MANAGED_IDENTITY_CLIENT_ID string = resources.outputs.MANAGED_IDENTITY_CLIENT_ID
output MANAGED_IDENTITY_NAME string = resources.outputs.MANAGED_IDENTITY_NAME
output AZURE_LOG_ANALYTICS_WORKSPACE_NAME string = resources.outputs.AZURE_LOG_ANALYTICS_WORKSPACE_NAME
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = resources.outputs.AZURE_CONTAINER_REGISTRY_ENDPOINT
output AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID string = resources.outputs.AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID
output AZURE_CONTAINER_REGISTRY_NAME string = resources.outputs.AZURE_CONTAINER_REGISTRY_NAME
output AZURE_CONTAINER_APPS_ENVIRONMENT_NAME string = resources.outputs.AZURE_CONTAINER_APPS_ENVIRONMENT_NAME
output AZURE_CONTAINER_APPS_ENVIRONMENT_ID string = resources.outputs.AZURE_CONTAINER_APPS_ENVIRONMENT_ID
output AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN string = resources.outputs.AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN
output ALBUM_BLOBENDPOINT string = album.outputs.blobEndpoint
