@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

resource migrate_identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: take('migrate_identity-${uniqueString(resourceGroup().id)}', 128)
  location: location
}

output id string = migrate_identity.id

output clientId string = migrate_identity.properties.clientId

output principalId string = migrate_identity.properties.principalId

output principalName string = migrate_identity.name

output name string = migrate_identity.name
