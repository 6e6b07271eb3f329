@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

@secure()
param route_key_value string

resource strongbox 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: take('strongbox-${uniqueString(resourceGroup().id)}', 24)
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
  }
  tags: {
    'aspire-resource-name': 'strongbox'
  }
}

resource secret_route_key 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  name: 'route-key'
  properties: {
    value: route_key_value
  }
  parent: strongbox
}

output vaultUri string = strongbox.properties.vaultUri

output name string = strongbox.name
