@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

resource old 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: 'contosoold'
}

output blobEndpoint string = old.properties.primaryEndpoints.blob

output queueEndpoint string = old.properties.primaryEndpoints.queue

output tableEndpoint string = old.properties.primaryEndpoints.table

output name string = old.name
