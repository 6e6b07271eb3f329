targetScope = 'subscription'

param resourceGroupName string

param location string

param principalId string

@secure()
param api_key string

resource rg 'Microsoft.Resources/resourceGroups@2023-07-01' = {
  name: resourceGroupName
  location: location
}

module env 'env/env.bicep' = {
  name: 'env'
  scope: rg
  params: {
    location: location
    env_acr_outputs_name: env_acr.outputs.name
    userPrincipalId: principalId
  }
}

module storage 'storage/storage.bicep' = {
  name: 'storage'
  scope: rg
  params: {
    location: location
  }
}

module vault 'vault/vault.bicep' = {
  name: 'vault'
  scope: rg
  params: {
    location: location
    api_key_value: api_key
  }
}

module env_acr 'env-acr/env-acr.bicep' = {
  name: 'env-acr'
  scope: rg
  params: {
    location: location
  }
}

module worker_identity 'worker-identity/worker-identity.bicep' = {
  name: 'worker-identity'
  scope: rg
  params: {
    location: location
  }
}

module worker_roles_storage 'worker-roles-storage/worker-roles-storage.bicep' = {
  name: 'worker-roles-storage'
  scope: rg
  params: {
    location: location
    storage_outputs_name: storage.outputs.name
    principalId: worker_identity.outputs.principalId
  }
}

module worker_roles_vault 'worker-roles-vault/worker-roles-vault.bicep' = {
  name: 'worker-roles-vault'
  scope: rg
  params: {
    location: location
    vault_outputs_name: vault.outputs.name
    principalId: worker_identity.outputs.principalId
  }
}

output env_AZURE_CONTAINER_REGISTRY_ENDPOINT string = env.outputs.AZURE_CONTAINER_REGISTRY_ENDPOINT

output env_AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID string = env.outputs.AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID

output env_AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN string = env.outputs.AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN

output env_AZURE_CONTAINER_APPS_ENVIRONMENT_ID string = env.outputs.AZURE_CONTAINER_APPS_ENVIRONMENT_ID

output worker_identity_id string = worker_identity.outputs.id

output storage_blobEndpoint string = storage.outputs.blobEndpoint

output storage_queueEndpoint string = storage.outputs.queueEndpoint

output vault_name string = vault.outputs.name

output worker_identity_clientId string = worker_identity.outputs.clientId
