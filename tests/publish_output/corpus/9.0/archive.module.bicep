@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param archive_name string

param principalId string

param principalType string

resource archive 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: archive_name
}

resource archive_StorageBlobDataContributor 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(archive.id, principalId, subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'))
  properties: {
    principalId: principalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    principalType: principalType
  }
  scope: archive
}

output blobEndpoint string = archive.properties.primaryEndpoints.blob

output queueEndpoint string = archive.properties.primaryEndpoints.queue

output tableEndpoint string = archive.properties.primaryEndpoints.table

output name string = archive.name
