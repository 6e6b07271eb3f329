@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

resource scan_identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: take('scan_identity-${uniqueString(resourceGroup().id)}', 128)
  location: location
}

output id string = scan_identity.id

output clientId string = scan_identity.properties.clientId

output principalId string = scan_identity.properties.principalId

output principalName string = scan_identity.name

output name string = scan_identity.name
