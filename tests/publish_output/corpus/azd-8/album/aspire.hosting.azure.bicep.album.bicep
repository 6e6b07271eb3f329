targetScope = 'resourceGroup'

@description('')
param location string = resourceGroup().location

@description('')
param principalId string

@description('')
param principalType string

resource storageAccount_album 'Microsoft.Storage/storageAccounts@2022-09-01' existing = {
  name: 'contosoalbum'
}

resource roleAssignment_album 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storageAccount_album
  name: guid(storageAccount_album.id, principalId, subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'))
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    principalId: principalId
    principalType: principalType
  }
}

output blobEndpoint string = storageAccount_album.properties.primaryEndpoints.blob
