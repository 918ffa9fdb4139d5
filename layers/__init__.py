"""Observable map layers as numpy columns.  No Qt, no VTK, no zmq."""
