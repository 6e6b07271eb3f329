@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

resource readings_identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: take('readings_identity-${uniqueString(resourceGroup().id)}', 128)
  location: location
}

output id string = readings_identity.id

output clientId string = readings_identity.properties.clientId

output principalId string = readings_identity.properties.principalId

output principalName string = readings_identity.name

output name string = readings_identity.name
