@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

@secure()
param feed_token_value string

resource locker 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: take('locker-${uniqueString(resourceGroup().id)}', 24)
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
    'aspire-resource-name': 'locker'
  }
}

resource secret_feed_token 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  name: 'feed-token'
  properties: {
    value: feed_token_value
  }
  parent: locker
}

output vaultUri string = locker.properties.vaultUri

output name string = locker.name
