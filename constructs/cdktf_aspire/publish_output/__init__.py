"""An AppHost's publish output: manifest and Bicep in, the application model out."""
