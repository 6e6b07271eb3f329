@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

resource till 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: 'contosotill'
}

output blobEndpoint string = till.properties.primaryEndpoints.blob

output queueEndpoint string = till.properties.primaryEndpoints.queue

output tableEndpoint string = till.properties.primaryEndpoints.table

output name string = till.name
