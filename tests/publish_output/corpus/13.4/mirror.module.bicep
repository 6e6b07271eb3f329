@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

resource mirror 'Microsoft.ContainerRegistry/registries@2025-04-01' = {
  name: take('mirror${uniqueString(resourceGroup().id)}', 50)
  location: location
  sku: {
    name: 'Standard'
  }
  tags: {
    'aspire-resource-name': 'mirror'
    owner: 'library'
  }
}

output name string = mirror.name

output loginServer string = mirror.properties.loginServer

output id string = mirror.id
