// Prints docs/messages.md.
#include <iostream>

#include "tests/api/messages_page.hpp"

int main() { std::cout << offpeak::testing::messages_page(); }
