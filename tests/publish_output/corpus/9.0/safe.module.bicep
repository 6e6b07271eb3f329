@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

@secure()
param signing_key_value string

param principalId string

param principalType string

resource safe 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: take('safe-${uniqueString(resourceGroup().id)}', 24)
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
    'aspire-resource-name': 'safe'
  }
}

resource secret_signing_key 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  name: 'signing-key'
  properties: {
    value: signing_key_value
  }
  parent: safe
}

resource safe_KeyVaultSecretsUser 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(safe.id, principalId, subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6'))
  properties: {
    principalId: principalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
    principalType: principalType
  }
  scope: safe
}

output vaultUri string = safe.properties.vaultUri

output name string = safe.name
