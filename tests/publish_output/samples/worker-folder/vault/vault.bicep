@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

@secure()
param api_key_value string

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: take('vault-${uniqueString(resourceGroup().id)}', 24)
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
    'aspire-resource-name': 'vault'
  }
}

resource secret_stored_key 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  name: 'stored-key'
  properties: {
    value: api_key_value
  }
  parent: vault
}

output vaultUri string = vault.properties.vaultUri

output name string = vault.name

output id string = vault.id
