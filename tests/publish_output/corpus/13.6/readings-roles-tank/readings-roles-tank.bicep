@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param principalId string

resource tank 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: 'contosotank'
}

resource tank_StorageTableDataContributor 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(tank.id, principalId, subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'))
  properties: {
    principalId: principalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3')
    principalType: 'ServicePrincipal'
  }
  scope: tank
}
