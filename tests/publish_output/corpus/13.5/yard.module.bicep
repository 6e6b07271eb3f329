@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

resource yard 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: 'contosoyard'
}

output blobEndpoint string = yard.properties.primaryEndpoints.blob

output queueEndpoint string = yard.properties.primaryEndpoints.queue

output tableEndpoint string = yard.properties.primaryEndpoints.table

output name string = yard.name
