@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param sku string = 'Standard'

resource bus 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: take('bus-${uniqueString(resourceGroup().id)}', 50)
  location: location
  properties: {
    disableLocalAuth: true
  }
  sku: {
    name: sku
  }
  tags: {
    'aspire-resource-name': 'bus'
  }
}

resource orders 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = {
  name: 'orders'
  parent: bus
}

output serviceBusEndpoint string = bus.properties.serviceBusEndpoint

output serviceBusHostName string = split(replace(bus.properties.serviceBusEndpoint, 'https://', ''), ':')[0]

output name string = bus.name

output id string = bus.id
