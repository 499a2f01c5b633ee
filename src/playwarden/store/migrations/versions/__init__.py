"""Steps of the schema, each from the one before; going back is a restore, so none has a way down."""
