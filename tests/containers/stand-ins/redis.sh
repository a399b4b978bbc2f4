#!/bin/sh
# Stands in for the entry point of the image redis.
exec "$@"
