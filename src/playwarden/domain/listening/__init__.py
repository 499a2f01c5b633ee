"""What people listen to: how plays are collected."""
