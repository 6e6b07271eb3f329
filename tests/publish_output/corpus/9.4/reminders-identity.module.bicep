@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

resource reminders_identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: take('reminders_identity-${uniqueString(resourceGroup().id)}', 128)
  location: location
}

output id string = reminders_identity.id

output clientId string = reminders_identity.properties.clientId

output principalId string = reminders_identity.properties.principalId

output principalName string = reminders_identity.name

output name string = reminders_identity.name
