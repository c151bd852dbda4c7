using System.Net.Mail;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Users;

namespace CharityLedger.Domain.Contacts;

/// <summary>A bank account of a contact. Only ever stored sealed; requests name it by its id.</summary>
/// <param name="Id">Id within the contact: a1, a2, …; never given to another account.</param>
/// <param name="Number">The account's number.</param>
/// <param name="Holder">In whose name the bank keeps it (户名).</param>
/// <param name="Bank">The bank and its branch (开户行).</param>
/// <param name="BankCode">The branch's number for payments between banks (联行号), 12 digits.</param>
public sealed record ContactAccount(string Id, string Number, string Holder, string? Bank = null, string? BankCode = null);

/// <summary>What is known of a contact. Only ever stored sealed.</summary>
/// <param name="Name">Name.</param>
/// <param name="Number">Identity number, credit code, or the number of another document of one from beyond the mainland.</param>
/// <param name="Phones">Telephone numbers.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="Accounts">Bank accounts.</param>
/// <param name="LastAccount">The highest number that an account's id ever had.</param>
public sealed record ContactDetails(
    string Name, string? Number, IReadOnlyList<string> Phones, string? Email, IReadOnlyList<ContactAccount> Accounts, int LastAccount)
{
    /// <summary>The most phones, and the most accounts.</summary>
    public const int Most = 20;

    /// <summary>Whether it may be entered so; null where it may.</summary>
    public Refusal? Check(ContactType type, ContactOrigin origin, string? country)
    {
        var refusal = Domain.Check.Text(Name, "name") ?? CheckCountry(origin, country) ?? CheckNumber(type, origin)
            ?? Domain.Check.Optional(Email, "email");
        if (refusal is not null) return refusal;
        if (Email is not null && !(MailAddress.TryCreate(Email, out var address) && address.Address == Email))
            return Invalid("This is no e-mail address.", "email");
        if (Phones.Count > Most || Accounts.Count > Most) return Invalid($"A contact has at most {Most} phones and accounts.", "phones");
        return Phones.Select(p => CheckPhone(p)).FirstOrDefault(r => r is not null)
            ?? Accounts.Select(CheckAccount).FirstOrDefault(r => r is not null)
            ?? (Accounts.DistinctBy(a => a.Id).Count() == Accounts.Count ? null : Invalid("An account stands there twice.", "accounts"));
    }

    /// <summary>Whether a phone can be one: 5 to 15 digits (ITU-T E.164), with the signs between that people write.</summary>
    public static Refusal? CheckPhone(string phone, string field = "phones")
    {
        var plain = PartyName.Plain(phone);
        return Domain.Check.Text(phone, field, 40)
            ?? (plain.All(c => char.IsAsciiDigit(c) || c is '-' or '(' or ')' or '+' or '.')
                && ContactWords.Phone(phone).Length is >= 5 and <= 15 ? null : Invalid("A phone has 5 to 15 digits.", field));
    }

    private Refusal? CheckNumber(ContactType type, ContactOrigin origin)
    {
        if (Number is null) return null;
        if (Domain.Check.Text(Number, "number", 40) is { } refusal) return refusal;
        var plain = ContactWords.Number(Number);
        var holds = (type, origin) switch
        {
            (ContactType.Household, _) => false,
            (ContactType.Person, ContactOrigin.Mainland) => DocumentNumbers.IsIdentityNumber(plain),
            (ContactType.Organisation, ContactOrigin.Mainland) => DocumentNumbers.IsCreditCode(plain),
            _ => plain.Length is >= 4 and <= 30 && plain.All(char.IsAsciiLetterOrDigit),
        };
        return holds ? null : new Refusal(RefusalCode.ContactNumberInvalid, type switch
        {
            ContactType.Household => "A household has no number of its own.",
            ContactType.Person => "This is no identity number: a digit is missing or wrong.",
            _ => "This is no unified social credit code: a character is missing or wrong.",
        }, "number");
    }

    private static Refusal? CheckCountry(ContactOrigin origin, string? country) => origin == ContactOrigin.Overseas
        ? country is { Length: 2 } && country.All(char.IsAsciiLetterUpper) && country is not ("CN" or "HK" or "MO" or "TW")
            ? null : Invalid("The country of one from overseas has two capital letters (ISO 3166-1).", "country")
        : country is null ? null : Invalid("Only one from overseas has a country.", "country");

    private static Refusal? CheckAccount(ContactAccount account)
    {
        var plain = ContactWords.Account(account.Number);
        if ((Domain.Check.Text(account.Number, "accounts.number", 60) ?? Domain.Check.Text(account.Holder, "accounts.holder")
            ?? Domain.Check.Optional(account.Bank, "accounts.bank")) is { } refusal) return refusal;
        if (plain.Length is < 5 or > 34 || !plain.All(char.IsAsciiLetterOrDigit))
            return Invalid("An account's number has 5 to 34 digits or letters.", "accounts.number");
        return account.BankCode is null || (account.BankCode.Length == 12 && account.BankCode.All(char.IsAsciiDigit))
            ? null : Invalid("A branch's number (联行号) has 12 digits.", "accounts.bankCode");
    }

    private static Refusal Invalid(string why, string field) => new(RefusalCode.ContactDetailsInvalid, why, field);
}
