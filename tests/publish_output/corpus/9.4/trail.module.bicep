@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

resource trail 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: take('trail-${uniqueString(resourceGroup().id)}', 63)
  location: location
  properties: {
    retentionInDays: 120
    sku: {
      name: 'PerGB2018'
    }
  }
  tags: {
    'aspire-resource-name': 'trail'
  }
}

output logAnalyticsWorkspaceId string = trail.id

output name string = trail.name
