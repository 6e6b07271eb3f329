@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param coffer_outputs_name string

param principalId string

resource coffer 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: coffer_outputs_name
}

resource coffer_KeyVaultSecretsUser 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(coffer.id, principalId, subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6'))
  properties: {
    principalId: principalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
    principalType: 'ServicePrincipal'
  }
  scope: coffer
}
