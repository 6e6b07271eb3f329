@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

@secure()
param api_key_value string

resource chest 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: take('chest-${uniqueString(resourceGroup().id)}', 24)
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
    'aspire-resource-name': 'chest'
  }
}

resource secret_api_key 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  name: 'api-key'
  properties: {
    value: api_key_value
  }
  parent: chest
}

output vaultUri string = chest.properties.vaultUri

output name string = chest.name
