targetScope = 'subscription'

param resourceGroupName string

param location string

param principalId string

@secure()
param meter_token string

param site string = 'west'

resource rg 'Microsoft.Resources/resourceGroups@2023-07-01' = {
  name: resourceGroupName
  location: location
}

module plant 'plant/plant.bicep' = {
  name: 'plant'
  scope: rg
  params: {
    location: location
    plant_acr_outputs_name: plant_acr.outputs.name
    userPrincipalId: principalId
  }
}

module plant_acr 'plant-acr/plant-acr.bicep' = {
  name: 'plant-acr'
  scope: rg
  params: {
    location: location
  }
}

module tank 'tank/tank.bicep' = {
  name: 'tank'
  scope: resourceGroup('tank-rg')
  params: {
    location: location
  }
}

module key_room 'key-room/key-room.bicep' = {
  name: 'key-room'
  scope: rg
  params: {
    location: location
    meter_token_value: meter_token
  }
}

module readings_identity 'readings-identity/readings-identity.bicep' = {
  name: 'readings-identity'
  scope: rg
  params: {
    location: location
  }
}

module readings_roles_tank 'readings-roles-tank/readings-roles-tank.bicep' = {
  name: 'readings-roles-tank'
  scope: resourceGroup('tank-rg')
  params: {
    location: location
    principalId: readings_identity.outputs.principalId
  }
}

module readings_roles_key_room 'readings-roles-key-room/readings-roles-key-room.bicep' = {
  name: 'readings-roles-key-room'
  scope: rg
  params: {
    location: location
    key_room_outputs_name: key_room.outputs.name
    principalId: readings_identity.outputs.principalId
  }
}

output plant_AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN string = plant.outputs.AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN

output plant_AZURE_CONTAINER_APPS_ENVIRONMENT_ID string = plant.outputs.AZURE_CONTAINER_APPS_ENVIRONMENT_ID

output plant_AZURE_CONTAINER_REGISTRY_ENDPOINT string = plant.outputs.AZURE_CONTAINER_REGISTRY_ENDPOINT

output plant_AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID string = plant.outputs.AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID

output plant_volumes_readings_0 string = plant.outputs.volumes_readings_0

output readings_identity_id string = readings_identity.outputs.id

output tank_tableEndpoint string = tank.outputs.tableEndpoint

output key_room_name string = key_room.outputs.name

output readings_identity_clientId string = readings_identity.outputs.clientId
