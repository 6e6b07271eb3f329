@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

resource tank 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: 'contosotank'
}

output blobEndpoint string = tank.properties.primaryEndpoints.blob

output queueEndpoint string = tank.properties.primaryEndpoints.queue

output tableEndpoint string = tank.properties.primaryEndpoints.table

output name string = tank.name
