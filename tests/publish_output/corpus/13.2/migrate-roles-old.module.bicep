@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param old_outputs_name string

param principalId string

resource old 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: old_outputs_name
}

resource old_StorageBlobDataContributor 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(old.id, principalId, subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'))
  properties: {
    principalId: principalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    principalType: 'ServicePrincipal'
  }
  scope: old
}
