@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

resource ink 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: take('ink-${uniqueString(resourceGroup().id)}', 63)
  location: location
  properties: {
    retentionInDays: 180
    features: {
      enableLogAccessUsingOnlyResourcePermissions: true
    }
    sku: {
      name: 'PerGB2018'
    }
  }
  tags: {
    'aspire-resource-name': 'ink'
  }
}

output logAnalyticsWorkspaceId string = ink.id

output name string = ink.name
