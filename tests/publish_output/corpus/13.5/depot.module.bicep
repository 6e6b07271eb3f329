@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

resource depot 'Microsoft.ContainerRegistry/registries@2025-04-01' existing = {
  name: 'contosodepot'
}

output name string = 'contosodepot'

output loginServer string = depot.properties.loginServer

output id string = depot.id
