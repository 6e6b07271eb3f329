@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param userPrincipalId string = ''

param tags object = { }

param plant_acr_outputs_name string

resource plant_mi 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-plant-pull'
  location: location
  tags: tags
}

resource plant_acr 'Microsoft.ContainerRegistry/registries@2025-04-01' existing = {
  name: plant_acr_outputs_name
}

resource plant_acr_plant_mi_AcrPull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(plant_acr.id, plant_mi.id, subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d'))
  properties: {
    principalId: plant_mi.properties.principalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
    principalType: 'ServicePrincipal'
  }
  scope: plant_acr
}

resource plant_law 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: 'law-plant'
  location: location
  properties: {
    retentionInDays: 365
    sku: {
      name: 'PerGB2018'
    }
  }
  tags: tags
}

resource plant 'Microsoft.App/managedEnvironments@2025-07-01' = {
  name: 'cae-plant'
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: plant_law.properties.customerId
        sharedKey: plant_law.listKeys().primarySharedKey
      }
    }
    workloadProfiles: [
      {
        name: 'consumption'
        workloadProfileType: 'Consumption'
      }
    ]
  }
  tags: tags
}

resource aspireDashboard 'Microsoft.App/managedEnvironments/dotNetComponents@2024-10-02-preview' = {
  name: 'aspire-dashboard'
  properties: {
    componentType: 'AspireDashboard'
  }
  parent: plant
}

resource plant_storageVolume 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: take('plantstoragevolume${uniqueString(resourceGroup().id)}', 24)
  kind: 'StorageV2'
  location: location
  sku: {
    name: 'Standard_LRS'
  }
  properties: {
    minimumTlsVersion: 'TLS1_2'
  }
  tags: tags
}

resource storageVolumeFileService 'Microsoft.Storage/storageAccounts/fileServices@2024-01-01' = {
  name: 'default'
  parent: plant_storageVolume
}

resource shares_volumes_readings_0 'Microsoft.Storage/storageAccounts/fileServices/shares@2024-01-01' = {
  name: take('sharesvolumesreadings0-${uniqueString(resourceGroup().id)}', 63)
  properties: {
    enabledProtocols: 'SMB'
    shareQuota: 1024
  }
  parent: storageVolumeFileService
}

resource managedStorage_volumes_readings_0 'Microsoft.App/managedEnvironments/storages@2025-07-01' = {
  name: take('managedstoragevolumesreadings${uniqueString(resourceGroup().id)}', 24)
  properties: {
    azureFile: {
      accountName: plant_storageVolume.name
      accountKey: plant_storageVolume.listKeys().keys[0].value
      accessMode: 'ReadWrite'
      shareName: shares_volumes_readings_0.name
    }
  }
  parent: plant
}

output volumes_readings_0 string = managedStorage_volumes_readings_0.name

output AZURE_LOG_ANALYTICS_WORKSPACE_NAME string = plant_law.name

output AZURE_LOG_ANALYTICS_WORKSPACE_ID string = plant_law.id

output AZURE_CONTAINER_REGISTRY_NAME string = plant_acr.name

output AZURE_CONTAINER_REGISTRY_ENDPOINT string = plant_acr.properties.loginServer

output AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID string = plant_mi.id

output AZURE_CONTAINER_APPS_ENVIRONMENT_NAME string = plant.name

output AZURE_CONTAINER_APPS_ENVIRONMENT_ID string = plant.id

output AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN string = plant.properties.defaultDomain
