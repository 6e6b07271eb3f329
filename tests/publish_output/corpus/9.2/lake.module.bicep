@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param lake_name string

resource lake 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: lake_name
}

output blobEndpoint string = lake.properties.primaryEndpoints.blob

output queueEndpoint string = lake.properties.primaryEndpoints.queue

output tableEndpoint string = lake.properties.primaryEndpoints.table

output name string = lake.name
