@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

@secure()
param meter_token_value string

resource key_room 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: take('key_room-${uniqueString(resourceGroup().id)}', 24)
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
    'aspire-resource-name': 'key-room'
  }
}

resource secret_meter_token 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  name: 'meter-token'
  properties: {
    value: meter_token_value
  }
  parent: key_room
}

output vaultUri string = key_room.properties.vaultUri

output name string = key_room.name
