@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

resource report_identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: take('report_identity-${uniqueString(resourceGroup().id)}', 128)
  location: location
}

output id string = report_identity.id

output clientId string = report_identity.properties.clientId

output principalId string = report_identity.properties.principalId

output principalName string = report_identity.name

output name string = report_identity.name
