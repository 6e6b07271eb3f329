@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

@secure()
param bus_password_value string

param principalId string

param principalType string

resource purse 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: take('purse-${uniqueString(resourceGroup().id)}', 24)
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
    'aspire-resource-name': 'purse'
  }
}

resource secret_bus_password 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  name: 'bus-password'
  properties: {
    value: bus_password_value
  }
  parent: purse
}

resource purse_KeyVaultSecretsUser 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(purse.id, principalId, subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6'))
  properties: {
    principalId: principalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
    principalType: principalType
  }
  scope: purse
}

output vaultUri string = purse.properties.vaultUri

output name string = purse.name
