@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

resource images 'Microsoft.ContainerRegistry/registries@2025-04-01' = {
  name: take('images${uniqueString(resourceGroup().id)}', 50)
  location: location
  sku: {
    name: 'Premium'
  }
  tags: {
    'aspire-resource-name': 'images'
    owner: 'post-room'
  }
}

output name string = images.name

output loginServer string = images.properties.loginServer
