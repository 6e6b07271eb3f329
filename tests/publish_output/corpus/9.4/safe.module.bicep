@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param vault_name string

resource safe 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vault_name
}

output vaultUri string = safe.properties.vaultUri

output name string = vault_name
