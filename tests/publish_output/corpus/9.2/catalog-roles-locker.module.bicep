@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param locker_outputs_name string

param principalId string

resource locker 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: locker_outputs_name
}

resource locker_KeyVaultSecretsUser 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(locker.id, principalId, subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6'))
  properties: {
    principalId: principalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
    principalType: 'ServicePrincipal'
  }
  scope: locker
}
