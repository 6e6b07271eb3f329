@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

resource shared_storage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: 'acmeshared'
}

output blobEndpoint string = shared_storage.properties.primaryEndpoints.blob

output name string = shared_storage.name
