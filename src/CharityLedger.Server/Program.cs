Console.WriteLine("CharityLedger");
