Console.WriteLine("jim");
