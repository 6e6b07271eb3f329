@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

resource puller 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: take('puller-${uniqueString(resourceGroup().id)}', 128)
  location: location
}

output id string = puller.id

output clientId string = puller.properties.clientId

output principalId string = puller.properties.principalId

output principalName string = puller.name

output name string = puller.name
