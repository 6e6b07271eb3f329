@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

resource planner_identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: take('planner_identity-${uniqueString(resourceGroup().id)}', 128)
  location: location
}

output id string = planner_identity.id

output clientId string = planner_identity.properties.clientId

output principalId string = planner_identity.properties.principalId

output principalName string = planner_identity.name

output name string = planner_identity.name
