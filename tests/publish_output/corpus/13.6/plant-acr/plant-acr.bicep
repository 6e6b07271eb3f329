@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

resource plant_acr 'Microsoft.ContainerRegistry/registries@2025-04-01' = {
  name: 'contosoplant'
  location: location
  sku: {
    name: 'Premium'
  }
  properties: {
    anonymousPullEnabled: false
  }
  tags: {
    'aspire-resource-name': 'plant-acr'
  }
}

output name string = plant_acr.name

output loginServer string = plant_acr.properties.loginServer

output id string = plant_acr.id
