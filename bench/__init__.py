"""What ``main.py bench NAME`` runs: each module measures one figure of the house against its goal."""
