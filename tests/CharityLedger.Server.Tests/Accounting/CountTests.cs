using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Accounting;

/// <summary>Money as counted beside money as booked.</summary>
public sealed class CountTests
{
    [Fact]
    public async Task A_count_is_compared_with_the_books_of_that_day()
    {
        await using var city = await Accountant.StartAsync("2026-02-10");
        (await city.GiveAsync(500, channel: "cash")).Accepted();
        city.GoTo("2026-03-10");
        (await city.GiveAsync(40, channel: "cash")).Accepted();
        (await city.CountAsync("cash", 540, "2026-03-10")).Accepted();
        (await city.CountAsync("cash", 500, "2026-03-09")).Accepted();
        (await city.CountAsync("bank", 7, "2026-03-10")).Accepted();
        Assert.Equal(["2026-03-10 1002 7 0 7", "2026-03-10 1001 540 540 0", "2026-03-09 1001 500 500 0"], await city.CountsAsync());
        // What is found later to have happened that day changes the books, and the difference with them.
        (await city.GiveAsync(7, date: "2026-03-10")).Accepted();
        Assert.Equal("2026-03-10 1002 7 7 0", (await city.CountsAsync())[0]);
    }

    [Fact]
    [Refuses(RefusalCode.AccountNotMoney)]
    public async Task Only_money_is_counted_and_it_is_never_less_than_nothing()
    {
        await using var city = await Accountant.StartAsync("2026-02-10");
        (await city.CountAsync("inventory", 1, "2026-02-10")).Refused("account_not_money", HttpStatusCode.UnprocessableEntity);
        (await city.CountAsync("cash", -1, "2026-02-10")).Refused("amount_too_large", HttpStatusCode.UnprocessableEntity);
        (await city.CountAsync("cash", 1, "2026-02-11")).Refused("date_in_future", HttpStatusCode.UnprocessableEntity);
        Assert.Empty(await city.CountsAsync());
    }
}
