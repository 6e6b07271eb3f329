@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param principalId string

param principalType string

resource hub 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: take('hub${uniqueString(resourceGroup().id)}', 50)
  location: location
  sku: {
    name: 'Premium'
  }
  properties: {
    adminUserEnabled: false
    zoneRedundancy: 'Enabled'
  }
  tags: {
    'aspire-resource-name': 'hub'
    owner: 'finance'
  }
}

output loginServer string = hub.properties.loginServer
