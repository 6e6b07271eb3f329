@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

@secure()
param pin_value string

resource coffer 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: take('coffer-${uniqueString(resourceGroup().id)}', 24)
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
    'aspire-resource-name': 'coffer'
  }
}

resource secret_pin 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  name: 'pin'
  properties: {
    value: pin_value
  }
  parent: coffer
}

output vaultUri string = coffer.properties.vaultUri

output name string = coffer.name
