@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param lake_outputs_name string

param principalId string

resource lake 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: lake_outputs_name
}

resource lake_StorageQueueDataContributor 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(lake.id, principalId, subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '974c5e8b-45b9-4653-ba55-5f855dd0fb88'))
  properties: {
    principalId: principalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '974c5e8b-45b9-4653-ba55-5f855dd0fb88')
    principalType: 'ServicePrincipal'
  }
  scope: lake
}
