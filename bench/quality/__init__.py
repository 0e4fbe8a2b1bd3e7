"""`make quality`: is what is suggested right, silent when it should be, and the mood read well? One file a part."""
