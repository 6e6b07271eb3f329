@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param shelf_name string

resource shelf 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: shelf_name
}

output blobEndpoint string = shelf.properties.primaryEndpoints.blob

output queueEndpoint string = shelf.properties.primaryEndpoints.queue

output tableEndpoint string = shelf.properties.primaryEndpoints.table

output name string = shelf.name
